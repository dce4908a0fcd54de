import { path, request, stream, type StreamOptions } from './http'
import type { Deployment, Page } from './types'

export function listDeployments(
  query: { serviceId?: string; limit?: number; cursor?: string | null },
  signal?: AbortSignal,
): Promise<Page<Deployment>> {
  return request('/deployments', {
    query: { service_id: query.serviceId, limit: query.limit, cursor: query.cursor },
    signal,
  })
}

export function getDeployment(deploymentId: string, signal?: AbortSignal): Promise<Deployment> {
  return request(path`/deployments/${deploymentId}`, { signal })
}

/** Asks a running deployment to end. */
export function cancelDeployment(deploymentId: string): Promise<Deployment> {
  return request(path`/deployments/${deploymentId}/cancel`, { method: 'POST' })
}

export function followDeployment(deploymentId: string, options: StreamOptions): Promise<void> {
  return stream(path`/deployments/${deploymentId}/events`, options)
}
