import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder of a user's own in which the authority lives: where the system keeps what programs remember. */
export function defaultFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  return join(dataFolder(env, platform), 'klaviyo-sandbox', 'tls')
}

function dataFolder(env: NodeJS.ProcessEnv, platform: string): string {
  const home = homedir()
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  return env.XDG_DATA_HOME || join(home, '.local', 'share')
}
