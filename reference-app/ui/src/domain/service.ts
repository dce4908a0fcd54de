import type { DeploymentState, DeploymentSummary, Health, Service, ServiceStatus } from '@/api/types'

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'neutral'

/** The one group of the overview that a service is counted in. */
export type Condition = 'running' | 'unhealthy' | 'deploying' | 'stopped'

export const conditions: readonly Condition[] = ['running', 'unhealthy', 'deploying', 'stopped']

export const statuses: readonly ServiceStatus[] = [
  'running',
  'starting',
  'stopping',
  'stopped',
  'backoff',
  'exited',
  'fatal',
  'unknown',
]

/** A service as a page shows it: with the moment it started instead of an uptime that ages. */
export interface ServiceView extends Service {
  startedAt: number | null
}

const ended: ReadonlySet<DeploymentState> = new Set<DeploymentState>([
  'live',
  'failed',
  'cancelled',
  'superseded',
  'rolled_back',
])

export function isEnded(state: DeploymentState): boolean {
  return ended.has(state)
}

/** The deployment that is under way, if any. */
export function runningDeployment(service: Service): DeploymentSummary | undefined {
  return service.deployment !== null && !isEnded(service.deployment.state) ? service.deployment : undefined
}

/** The deployment whose failure still stands, if any. */
export function failedDeployment(service: Service): DeploymentSummary | undefined {
  const state = service.deployment?.state
  return state === 'failed' || state === 'rolled_back' ? (service.deployment ?? undefined) : undefined
}

export type Failure =
  'deploymentFailed' | 'firstFailed' | 'fatal' | 'backoff' | 'exited' | 'unknown' | 'unhealthy'

/** Why someone should look at the service; nothing if all is as it should be. */
export function failureOf(service: Service): Failure | undefined {
  if (runningDeployment(service)) return undefined
  if (service.status === 'fatal' || service.status === 'backoff' || service.status === 'unknown')
    return service.status
  if (service.status === 'exited' && service.desired === 'running') return 'exited'
  if (service.status === 'running' && service.health === 'unhealthy') return 'unhealthy'
  if (failedDeployment(service)) return service.release === null ? 'firstFailed' : 'deploymentFailed'
  return undefined
}

export function conditionOf(service: Service): Condition {
  if (runningDeployment(service)) return 'deploying'
  const failure = failureOf(service)
  // A failed update leaves the release before it running: that is a remark, not an outage.
  if (failure !== undefined && failure !== 'deploymentFailed') return 'unhealthy'
  return service.status === 'running' || service.status === 'starting' ? 'running' : 'stopped'
}

export function toneOfStatus(status: ServiceStatus): Tone {
  switch (status) {
    case 'running':
      return 'success'
    case 'starting':
    case 'stopping':
      return 'info'
    case 'backoff':
      return 'warning'
    case 'fatal':
      return 'danger'
    case 'stopped':
    case 'exited':
    case 'unknown':
      return 'neutral'
  }
}

export function toneOfHealth(health: Health): Tone {
  if (health === 'healthy') return 'success'
  return health === 'unhealthy' ? 'danger' : 'neutral'
}

export function toneOfDeployment(state: DeploymentState): Tone {
  switch (state) {
    case 'live':
      return 'success'
    case 'failed':
      return 'danger'
    case 'rolled_back':
      return 'warning'
    case 'cancelled':
    case 'superseded':
      return 'neutral'
    default:
      return 'info'
  }
}

export function canStart(service: Service): boolean {
  return service.release !== null && !['running', 'starting', 'stopping'].includes(service.status)
}

export function canStop(service: Service): boolean {
  return ['running', 'starting', 'backoff', 'unknown'].includes(service.status)
}

export function canRestart(service: Service): boolean {
  return service.release !== null && !['starting', 'stopping', 'stopped'].includes(service.status)
}

const START_JITTER_MS = 1_500

function withStart(service: Service, receivedAt: number, previous: ServiceView | undefined): ServiceView {
  const startedAt = service.uptime_seconds === null ? null : receivedAt - service.uptime_seconds * 1000
  const known = previous?.startedAt ?? null
  const steady = startedAt !== null && known !== null && Math.abs(startedAt - known) < START_JITTER_MS
  return { ...service, startedAt: steady ? known : startedAt }
}

function signature(view: ServiceView): string {
  return JSON.stringify({ ...view, uptime_seconds: null })
}

/** Takes a fresh answer over, keeping the very objects that did not change, so that only changed rows redraw. */
export function mergeServices(
  previous: readonly ServiceView[],
  fresh: readonly Service[],
  receivedAt: number,
): ServiceView[] {
  const known = new Map(previous.map((view) => [view.service_id, view]))
  return fresh.map((service) => {
    const before = known.get(service.service_id)
    const view = withStart(service, receivedAt, before)
    return before !== undefined && signature(before) === signature(view) ? before : view
  })
}

const SERVICE_ID = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

export function isServiceId(text: string): boolean {
  return SERVICE_ID.test(text)
}

/** A service id made from a file name, or an empty string if nothing usable is left of it. */
export function suggestServiceId(fileName: string): string {
  return fileName
    .toLowerCase()
    .replace(/\.(zip|tar\.gz|tgz)$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')
}

/** One line for a shell that calls the service through the gateway of this server. */
export function curlLine(service: Pick<Service, 'gateway_url'>, origin: string, sample: string): string {
  const address = new URL('predict', new URL(service.gateway_url.replace(/\/?$/, '/'), origin))
  const body = JSON.stringify({ input_data: [sample] })
  return `curl -X POST '${address}' -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`
}
