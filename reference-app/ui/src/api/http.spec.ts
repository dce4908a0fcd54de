import { afterEach, describe, expect, it, vi } from 'vitest'
import { json, problem, serve } from '@/testing/server'
import { ApiError, path, request, requestAll, stream, useCredentials } from './http'
import { changeState, followLogs, listServices } from './services'

const rejected = vi.fn()
const signIn = () => useCredentials({ token: () => 'secret-token', rejected })

afterEach(() => {
  rejected.mockReset()
  useCredentials({ token: () => undefined, rejected })
})

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

describe('a request', () => {
  it('carries the token in a header and never in the address', async () => {
    signIn()
    const calls = serve({ 'GET /auth/me': () => json({ username: 'ada' }) })
    await request('/auth/me')
    expect(calls[0]?.headers.get('Authorization')).toBe('Bearer secret-token')
    expect(calls[0]?.query.toString()).toBe('')
  })

  it('turns a problem document into an error with its code, fields and status', async () => {
    serve({
      'POST /services/start/a': () =>
        problem(409, 'PORT_TAKEN', 'port 8001 is held', { errors: [{ field: 'port', message: 'held' }] }),
    })
    const error = await failureOf(changeState('a', 'start'))
    expect(error).toMatchObject({
      status: 409,
      code: 'PORT_TAKEN',
      detail: 'port 8001 is held',
      unreachable: false,
    })
    expect(error.errors).toEqual([{ field: 'port', message: 'held' }])
  })

  it('reports the token that the server refused', async () => {
    signIn()
    serve({ 'GET /auth/me': () => problem(401, 'UNAUTHENTICATED') })
    await failureOf(request('/auth/me'))
    expect(rejected).toHaveBeenCalledExactlyOnceWith('secret-token')
  })

  it('does not end the session when only a password was wrong', async () => {
    signIn()
    serve({ 'POST /auth/password': () => problem(401, 'BAD_CREDENTIALS') })
    await failureOf(request('/auth/password', { method: 'POST', json: {} }))
    expect(rejected).not.toHaveBeenCalled()
  })

  it('says that the server is unreachable when nothing answers or only a proxy does', async () => {
    serve({
      'GET /a': () => Promise.reject(new TypeError('Failed to fetch')),
      'GET /b': () => new Response('<html>Bad gateway</html>', { status: 502 }),
    })
    expect((await failureOf(request('/a'))).unreachable).toBe(true)
    expect((await failureOf(request('/b'))).unreachable).toBe(true)
  })

  it('keeps the seconds to wait after too many tries', async () => {
    serve({ 'POST /auth/login': () => json({ code: 'TOO_MANY_TRIES' }, 429, { 'Retry-After': '17' }) })
    expect((await failureOf(request('/auth/login', { method: 'POST' }))).retryAfterSeconds).toBe(17)
  })

  it('passes an abort on as it is', async () => {
    serve({ 'GET /a': () => json({}) })
    const controller = new AbortController()
    controller.abort(new Error('left the page'))
    await expect(request('/a', { signal: controller.signal })).rejects.toThrow('left the page')
  })

  it('refuses an answer that is not JSON', async () => {
    serve({ 'GET /a': () => new Response('<html></html>') })
    expect((await failureOf(request('/a'))).code).toBe('BAD_ANSWER')
  })

  it('escapes ids, so that none can change the path', () => {
    expect(path`/services/${'../users'}/x`).toBe('/services/..%2Fusers/x')
  })

  it('reads all pages of a list', async () => {
    const calls = serve({
      'GET /services': ({ query }) =>
        query.get('cursor') === 'next'
          ? json({ items: [2], next_cursor: null })
          : json({ items: [1], next_cursor: 'next' }),
    })
    expect(await listServices()).toEqual([1, 2])
    expect(calls).toHaveLength(2)
    expect(await requestAll('/services', {})).toEqual([1, 2])
  })
})

describe('a stream', () => {
  const chunks = (...texts: string[]) =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
          controller.close()
        },
      }),
    )

  it('is asked for with the token and the last id in headers, and tells its events', async () => {
    signIn()
    const calls = serve({
      'GET /services/logs/a/stream': () => chunks('event: log\nid: 5\nda', 'ta: {}\n\n'),
    })
    const events: string[] = []
    await followLogs('a', 'stderr', 100, {
      lastEventId: '4',
      signal: new AbortController().signal,
      onEvent: (event) => events.push(`${event.event} ${event.id}`),
    })
    expect(events).toEqual(['log 5'])
    expect(calls[0]?.headers.get('Last-Event-ID')).toBe('4')
    expect(calls[0]?.headers.get('Accept')).toBe('text/event-stream')
    expect(calls[0]?.headers.get('Authorization')).toBe('Bearer secret-token')
    expect(calls[0]?.query.toString()).toBe('stream=stderr&lines=100')
  })

  it('does not break a character that two chunks share', async () => {
    const bytes = new TextEncoder().encode('data: 服务\n\n')
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })
    serve({ 'GET /x': () => new Response(body) })
    const data: string[] = []
    await stream('/x', { signal: new AbortController().signal, onEvent: (event) => data.push(event.data) })
    expect(data).toEqual(['服务'])
  })

  it('fails with the code of a refusal', async () => {
    serve({ 'GET /x': () => problem(404, 'SERVICE_NOT_FOUND') })
    const error = await failureOf(stream('/x', { signal: new AbortController().signal, onEvent: () => {} }))
    expect(error.code).toBe('SERVICE_NOT_FOUND')
  })
})
