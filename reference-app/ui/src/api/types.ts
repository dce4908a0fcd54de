/** The JSON of the REST API, as the pages use it. Names are those on the wire. */

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export type Role = 'admin' | 'user'

export interface User {
  user_id: string
  username: string
  display_name: string | null
  role: Role
  enabled: boolean
  created_at: string
}

export interface LoginResult {
  access_token: string
  token_type: string
  expires_in: number
  user: User
}

export type ServiceStatus =
  'stopped' | 'starting' | 'running' | 'backoff' | 'stopping' | 'exited' | 'fatal' | 'unknown'

export type Health = 'unknown' | 'healthy' | 'unhealthy'

export type DeploymentState =
  | 'queued'
  | 'fetching'
  | 'building'
  | 'starting'
  | 'probing'
  | 'switching'
  | 'draining'
  | 'live'
  | 'failed'
  | 'cancelled'
  | 'superseded'
  | 'rolled_back'

export type StepName = 'fetch' | 'build' | 'port' | 'configure' | 'start' | 'health' | 'switch' | 'drain'

export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'skipped'

export interface DeploymentSummary {
  deployment_id: string
  release: number | null
  state: DeploymentState
  step: StepName | null
}

export interface Service {
  service_id: string
  name: string
  status: ServiceStatus
  desired: 'running' | 'stopped'
  health: Health
  /** Empty if there is nothing to say. */
  message: string | null
  runtime: string
  host: string
  port: number | null
  pid: number | null
  api_url: string | null
  gateway_url: string
  release: number | null
  uptime_seconds: number | null
  restarts: number
  group: string | null
  replicas: number
  created_at: string
  updated_at: string
  /** The running deployment, or the last one if it failed after the current release went live. */
  deployment: DeploymentSummary | null
}

export interface DeploymentStep {
  name: StepName
  state: StepState
  started_at: string | null
  finished_at: string | null
  message: string | null
  output: string | null
}

export interface DeploymentError {
  code: string
  message: string
  step: StepName | null
  log_tail: string | null
}

export interface Deployment {
  deployment_id: string
  service_id: string
  release: number | null
  state: DeploymentState
  success: boolean | null
  source: { kind: 'path' | 'archive' | 'git'; location: string }
  created_by: string | null
  created_at: string
  finished_at: string | null
  error: DeploymentError | null
  steps: DeploymentStep[]
}

export interface ServiceConfig {
  name?: string
  port?: number
  env?: Record<string, string>
}

export type LogStream = 'stdout' | 'stderr'

export type BatchAction = 'start' | 'stop' | 'restart' | 'delete'

export interface BatchResult {
  service_id: string
  success: boolean
  status: ServiceStatus | 'absent' | null
  error: { code: string; message: string } | null
}

export interface RuntimeInfo {
  name: string
  version: string | null
  state: string
  detail: string | null
}

export interface SystemInfo {
  version: string
  home?: string | null
  runtimes: RuntimeInfo[]
  gateway_url: string | null
  uptime_seconds: number
  java: string
  host: { cpu_count: number; memory_bytes: number }
}
