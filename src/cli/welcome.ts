import type { Sandbox, SandboxOptions } from '../index.ts'
import { KLAVIYO_HOSTS } from '../tls/hosts.ts'
import { version } from '../version.ts'

const DEMO_KEY = 'pk_demo'

/** What a person is told at the start. */
export function welcome(
  { url, tls, proxy, controlToken }: Sandbox,
  { accounts, dataDir, controlToken: known }: SandboxOptions,
): string {
  const key = accounts === undefined ? DEMO_KEY : 'YOUR_KEY'
  const others =
    (tls === undefined
      ? ''
      : `HTTPS on ${tls.url}, for ${KLAVIYO_HOSTS.join(', ')}, too; clients trust it by ${tls.caFile}\n`) +
    (proxy === undefined ? '' : `A proxy on ${proxy.url} leads these hosts here.\n`)
  // One that was given is known, and secrets do not belong into logs.
  const token =
    controlToken === undefined ? '' : `, with the token ${known === undefined ? controlToken : 'that was set'}`
  return `klaviyo-sandbox ${version} listens on ${url}
${others}${dataDir === undefined ? 'Accounts live in memory and end with the process.' : `Accounts are kept in ${dataDir}.`}
${accounts === undefined ? `The key ${key} opens the demo account; any other key that begins with pk_ opens an empty one of its own.` : `Only the keys of the keys file are accepted; put one in the place of ${key}.`}
Control plane, with clocks, snapshots, faults and the requests that came: ${url}/_sandbox${token}

Try it:
  curl -s -H 'Authorization: Klaviyo-API-Key ${key}' '${url}/api/profiles?page\\[size\\]=2'
${proxy && tls ? unmodified(key, tls.caFile, proxy.url) : ''}
Node:
  import { ApiKeySession, ProfilesApi } from 'klaviyo-api'
  const profiles = new ProfilesApi(new ApiKeySession('${key}'))
  profiles.basePath = '${url}'
  console.log((await profiles.getProfiles({ pageSize: 2 })).body.data)

Python:
  from klaviyo_api import KlaviyoAPI
  klaviyo = KlaviyoAPI('${key}', test_host='${url}')
  print(klaviyo.Profiles.get_profiles(page_size=2).data)

Stop with Ctrl+C.
`
}

const unmodified = (key: string, caFile: string, proxy: string): string =>
  `  curl -s --cacert '${caFile}' -x ${proxy} -H 'Authorization: Klaviyo-API-Key ${key}' 'https://a.klaviyo.com/api/profiles?page\\[size\\]=2'\n`
