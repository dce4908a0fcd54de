import { ACTION_TIMEOUT_MS, path, request, requestAll, stream, upload } from './http'
import type { StreamOptions, UploadOptions } from './http'
import type { BatchAction, BatchResult, Deployment, LogStream, Service, ServiceConfig } from './types'

export type LifecycleAction = 'start' | 'stop' | 'restart'

/** Every service, whatever the number of pages. */
export function listServices(signal?: AbortSignal): Promise<Service[]> {
  return requestAll<Service>('/services', { limit: 500 }, signal)
}

export function getService(serviceId: string, signal?: AbortSignal): Promise<Service> {
  return request(path`/services/${serviceId}`, { signal })
}

export function changeState(serviceId: string, action: LifecycleAction): Promise<Service> {
  const target = path`/services/${action}/${serviceId}`
  return request(target, { method: 'POST', timeoutMs: ACTION_TIMEOUT_MS })
}

export function deleteService(serviceId: string): Promise<void> {
  return request(path`/services/${serviceId}`, { method: 'DELETE', timeoutMs: ACTION_TIMEOUT_MS })
}

export async function batch(action: BatchAction, serviceIds: string[]): Promise<BatchResult[]> {
  const answer = await request<{ results: BatchResult[] }>('/services/batch', {
    method: 'POST',
    json: { action, service_ids: serviceIds },
    timeoutMs: ACTION_TIMEOUT_MS,
  })
  return answer.results
}

export function deployPath(serviceId: string, config: ServiceConfig, hostPath: string): Promise<Deployment> {
  return request('/services/deploy', {
    method: 'POST',
    json: { service_id: serviceId, service_config: config, path: hostPath },
    timeoutMs: 60_000,
  })
}

export function deployArchive(
  serviceId: string,
  config: ServiceConfig,
  file: File,
  options: UploadOptions,
): Promise<Deployment> {
  const form = new FormData()
  form.set('service_id', serviceId)
  form.set('service_config', JSON.stringify(config))
  form.set('file', file, file.name)
  return upload('/services/deploy', form, options)
}

export async function lastLogLines(
  serviceId: string,
  logStream: LogStream,
  lines: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const answer = await request<{ lines: string[] }>(path`/services/logs/${serviceId}`, {
    query: { stream: logStream, lines },
    signal,
  })
  return answer.lines
}

export function followLogs(
  serviceId: string,
  logStream: LogStream,
  lines: number,
  options: StreamOptions,
): Promise<void> {
  return stream(path`/services/logs/${serviceId}/stream`, { ...options, query: { stream: logStream, lines } })
}
