/** The platform under test, by its REST API: to prepare what a page is to show, and to tidy up. */

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`${name} must be set`)
  return value
}

export const baseUrl = () => required('AIOPS_BASE_URL').replace(/\/+$/, '')
export const username = () => required('AIOPS_USERNAME')
export const password = () => required('AIOPS_PASSWORD')

export interface ServiceState {
  service_id: string
  name: string
  status: string
  health: string
}

let token: string | undefined

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${baseUrl()}/api/v1${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
}

export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  if (token === undefined) {
    const answer = await call('POST', '/auth/login', { username: username(), password: password() })
    if (!answer.ok) throw new Error(`login answered ${answer.status}: ${await answer.text()}`)
    token = ((await answer.json()) as { access_token: string }).access_token
  }
  const answer = await call(method, path, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export async function services(): Promise<ServiceState[]> {
  return (await api<{ items: ServiceState[] }>('GET', '/services')).items
}

/** Waits until a service answers its health check. */
export async function untilHealthy(serviceId: string, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = (await services()).find((service) => service.service_id === serviceId)
    if (found?.status === 'running' && found.health === 'healthy') return
    if (Date.now() > end) throw new Error(`${serviceId} is not healthy: ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** Deletes a service that may or may not exist, whatever it is doing. */
export async function remove(serviceId: string): Promise<void> {
  const end = Date.now() + 30_000
  for (;;) {
    try {
      await api('DELETE', `/services/${serviceId}`)
      return
    } catch (error) {
      if (String(error).includes('answered 404')) return
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}
