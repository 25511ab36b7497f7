import { countRows } from '../store/database.ts'
import type { Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { Input } from './input.ts'

/** For Prometheus: text, format 0.0.4. */
export function metrics(_input: Input, { accounts, log }: Control): string {
  const { open } = accounts.list()
  const { requests, characters } = log.size()
  const rows = (table: 'profile' | 'event') => open.reduce((sum, { account }) => sum + countRows(account.db, table), 0)
  const memory = process.memoryUsage()
  return [
    family('klaviyo_sandbox_requests_total', 'counter', 'Requests that were answered, by class of status.', [
      ...[...log.answered].sort().map(([status, count]) => [`{status="${status}"}`, count] as const),
    ]),
    family('klaviyo_sandbox_accounts', 'gauge', 'Accounts that are open.', [['', open.length]]),
    family('klaviyo_sandbox_profiles', 'gauge', 'Profiles of all open accounts.', [['', rows('profile')]]),
    family('klaviyo_sandbox_events', 'gauge', 'Events of all open accounts.', [['', rows('event')]]),
    family('klaviyo_sandbox_logged_requests', 'gauge', 'Requests that the log keeps.', [['', requests]]),
    family('klaviyo_sandbox_log_characters', 'gauge', 'Size of the log, about.', [['', characters]]),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [['', memory.rss]]),
    family('process_cpu_seconds_total', 'counter', 'Processor time.', [['', processorSeconds()]]),
  ].join('')
}

function family(name: string, type: string, help: string, samples: readonly (readonly [string, number])[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Ends the server, when it was started with leave to be ended. */
export function shutdown(_input: Input, { shutDown }: Control): { status: string } {
  if (shutDown === undefined) {
    throw new ControlError(403, 'this sandbox was not started with leave to be shut down: --allow-shutdown')
  }
  setImmediate(shutDown)
  return { status: 'shutting down' }
}
