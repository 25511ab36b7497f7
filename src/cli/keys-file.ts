import { checkAccounts, type SandboxOptions } from '../options.ts'
import { readDeclaredApps } from '../store/declared-apps.ts'
import { readJsonFile } from '../store/file-check.ts'

/**
 * A keys file: `{"accounts": [{"id": "AbC123", "keys": {"pk_…": "full" | "read-only" | ["profiles:read"]}}]}`, and `apps`
 * beside them, if any. Throws, in one line, when it is none.
 */
export function readKeysFile(path: string): Pick<SandboxOptions, 'accounts' | 'apps'> {
  const content = (readJsonFile(path) ?? {}) as Record<string, unknown>
  const names = Object.keys(content)
  if (!names.includes('accounts') || names.some((name) => name !== 'accounts' && name !== 'apps')) {
    throw new Error(`${path} must be {"accounts": […]}, perhaps with "apps"`)
  }
  try {
    const accounts = checkAccounts(content.accounts)
    return content.apps === undefined ? { accounts } : { accounts, apps: readDeclaredApps(content.apps) }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}
