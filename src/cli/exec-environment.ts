import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KLAVIYO_HOSTS } from '../tls/hosts.ts'
import type { TrustFiles } from './trust.ts'

/** What a command is told of its sandbox. */
export interface Surroundings {
  url: string
  key: string
  /** What its control plane asks for, if it does. */
  token?: string | undefined
  tls: { url: string; trust: TrustFiles } | undefined
  proxy: { url: string } | undefined
}

/** Where a program that heeds proxies must not use one: this machine. */
const LOCAL = 'localhost,127.0.0.1,::1'

/** The variables of a command: those that there are, and what leads it to the sandbox. */
export function environmentOf(
  { url, key, token, tls, proxy }: Surroundings,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const base = proxy ? `https://${KLAVIYO_HOSTS[0]}` : (tls?.url ?? url)
  return {
    ...env,
    SANDBOX_URL: url,
    KLAVIYO_BASE_URL: base,
    KLAVIYO_API_KEY: key,
    ...(token !== undefined && { SANDBOX_CONTROL_TOKEN: token }),
    ...(tls && trustVariables(tls.url, tls.trust)),
    ...(proxy && proxyVariables(proxy.url, env)),
  }
}

function trustVariables(url: string, { extra, all }: TrustFiles): NodeJS.ProcessEnv {
  return {
    SANDBOX_TLS_URL: url,
    NODE_EXTRA_CA_CERTS: extra,
    REQUESTS_CA_BUNDLE: all,
    SSL_CERT_FILE: all,
    CURL_CA_BUNDLE: all,
  }
}

function proxyVariables(proxy: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const spared = [env.NO_PROXY ?? env.no_proxy, LOCAL].filter((text) => text !== undefined && text !== '').join(',')
  const folder = preloadFolder()
  return {
    ...Object.fromEntries(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].map((name) => [name, proxy])),
    NO_PROXY: spared,
    no_proxy: spared,
    SANDBOX_HOSTS: KLAVIYO_HOSTS.join(','),
    // Node's own clients heed the proxy only when told to, and not before 22.21 at all: hence also the preload.
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(join(folder, 'node.cjs'))}`.trim(),
    PYTHONPATH: [join(folder, 'python'), env.PYTHONPATH].filter(Boolean).join(delimiter),
  }
}

/** Where the files lie that are loaded into programs: beside this folder in the source, in dist/ when bundled. */
function preloadFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'preload', 'node.cjs'))) {
    if (dirname(folder) === folder) throw new Error('the folder preload is missing')
    folder = dirname(folder)
  }
  return join(folder, 'preload')
}
