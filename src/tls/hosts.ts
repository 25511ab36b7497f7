/**
 * The hosts of Klaviyo that the sandbox stands for: the API and its tokens; the page that asks a person, by either name.
 * Documented: https://developers.klaviyo.com/en/docs/set_up_oauth.
 */
export const KLAVIYO_HOSTS: readonly string[] = ['a.klaviyo.com', 'www.klaviyo.com', 'klaviyo.com']

/** Whether a host, without its port, is one that the sandbox stands for; spelling and a last dot do not matter. */
export const isKlaviyoHost = (host: string): boolean => KLAVIYO_HOSTS.includes(host.toLowerCase().replace(/\.$/, ''))
