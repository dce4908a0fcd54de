import { vi } from 'vitest'
import type { Deployment, Service } from '@/api/types'

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: unknown
}

export type Answer = Response | Promise<Response>

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
}

export function problem(status: number, code: string, detail = '', more: object = {}): Response {
  return json({ type: 'about:blank', title: code, status, detail, code, ...more }, status)
}

/** Stands in for the server behind `fetch`: answers by method and path, and remembers what it was asked. */
export function serve(routes: Record<string, (call: Call) => Answer>): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    const address = new URL(input, 'http://localhost')
    const call: Call = {
      method: init.method ?? 'GET',
      path: address.pathname.replace('/api/v1', ''),
      query: address.searchParams,
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    }
    calls.push(call)
    init.signal?.throwIfAborted()
    const route = routes[`${call.method} ${call.path}`]
    const answer = route ? await route(call) : problem(404, 'NOT_FOUND', `no ${call.method} ${call.path}`)
    init.signal?.throwIfAborted()
    return answer
  })
  return calls
}

export function service(id: string, more: Partial<Service> = {}): Service {
  return {
    service_id: id,
    name: id,
    status: 'running',
    desired: 'running',
    health: 'healthy',
    message: null,
    runtime: 'python',
    host: '127.0.0.1',
    port: 8001,
    pid: 4711,
    api_url: 'http://127.0.0.1:8001',
    gateway_url: `/ai/${id}/`,
    release: 1,
    uptime_seconds: 60,
    restarts: 0,
    group: null,
    replicas: 1,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    deployment: null,
    ...more,
  }
}

export function deployment(id: string, more: Partial<Deployment> = {}): Deployment {
  return {
    deployment_id: id,
    service_id: 'text-classify',
    release: 2,
    state: 'building',
    success: null,
    source: { kind: 'archive', location: 'text-classify.zip' },
    created_by: 'admin',
    created_at: '2026-01-01T00:00:00Z',
    finished_at: null,
    error: null,
    steps: [
      {
        name: 'fetch',
        state: 'done',
        started_at: '2026-01-01T00:00:00Z',
        finished_at: '2026-01-01T00:00:01Z',
        message: null,
        output: null,
      },
      {
        name: 'build',
        state: 'running',
        started_at: '2026-01-01T00:00:01Z',
        finished_at: null,
        message: null,
        output: null,
      },
    ],
    ...more,
  }
}
