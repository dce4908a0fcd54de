import { EventStreamParser, type StreamEvent } from './event-stream'

/** What the HTTP room needs to know of the session; the session store provides it once at start-up. */
export interface Credentials {
  token(): string | undefined
  /** Called when the server no longer accepts the token that was sent. */
  rejected(token: string): void
}

let credentials: Credentials = { token: () => undefined, rejected: () => {} }

export function useCredentials(source: Credentials): void {
  credentials = source
}

export interface FieldError {
  field: string
  message: string
}

interface Problem {
  title?: string
  detail?: string
  code?: string
  errors?: FieldError[]
  deployment_id?: string
}

/** A refused or failed call. `code` is stable and is what the pages translate. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly problem: Problem = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(detail || code)
    this.name = 'ApiError'
  }

  get errors(): readonly FieldError[] {
    return this.problem.errors ?? []
  }

  /** True if no answer came from the platform itself: it is down, restarting, or the network is. */
  get unreachable(): boolean {
    return this.code === 'UNREACHABLE' || this.code === 'TIMEOUT'
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  json?: unknown
  signal?: AbortSignal
  timeoutMs?: number
}

const BASE = '/api/v1'
const READ_TIMEOUT_MS = 15_000
/** Starting waits for the health gate, so an action may take minutes. */
export const ACTION_TIMEOUT_MS = 180_000
/** The server sends a heartbeat every 15 s; a stream silent for three of them is dead. */
const STREAM_SILENCE_MS = 45_000

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const suffix = search.size > 0 ? `?${search}` : ''
  return `${BASE}${path}${suffix}`
}

/** Joins path segments, escaping each, so that no id can change the path. */
export function path(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)))
}

function problemOf(status: number, text: string, retryAfter: string | null): ApiError {
  let problem: Problem = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (parsed !== null && typeof parsed === 'object') problem = parsed as Problem
  } catch {
    // Not a problem document: a proxy's page, or nothing at all.
  }
  const gatewayDown = problem.code === undefined && (status === 502 || status === 503 || status === 504)
  const code = problem.code ?? (gatewayDown ? 'UNREACHABLE' : `HTTP_${status}`)
  const seconds = Number(retryAfter)
  return new ApiError(
    status,
    code,
    problem.detail ?? problem.title ?? '',
    problem,
    retryAfter !== null && Number.isFinite(seconds) ? seconds : undefined,
  )
}

function refused(error: ApiError, token: string | undefined): ApiError {
  const wrongPassword = error.code === 'BAD_CREDENTIALS'
  if (error.status === 401 && token !== undefined && !wrongPassword) credentials.rejected(token)
  return error
}

function transportError(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return cause
  if (cause instanceof DOMException && cause.name === 'TimeoutError') return new ApiError(0, 'TIMEOUT', '')
  return new ApiError(0, 'UNREACHABLE', cause instanceof Error ? cause.message : '')
}

/** Calls the API and answers its JSON; an empty answer is `undefined`. @throws ApiError, or the signal's reason */
export async function request<T>(target: string, options: RequestOptions = {}): Promise<T> {
  const token = credentials.token()
  const headers = new Headers({ Accept: 'application/json' })
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  if (options.json !== undefined) headers.set('Content-Type', 'application/json')
  const limit = AbortSignal.timeout(options.timeoutMs ?? READ_TIMEOUT_MS)
  let response: Response
  let text: string
  try {
    response = await fetch(address(target, options.query), {
      method: options.method ?? 'GET',
      headers,
      body: options.json === undefined ? undefined : JSON.stringify(options.json),
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      cache: 'no-store',
    })
    text = await response.text()
  } catch (cause) {
    throw transportError(cause, options.signal)
  }
  if (!response.ok) {
    throw refused(problemOf(response.status, text, response.headers.get('Retry-After')), token)
  }
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    throw new ApiError(response.status, 'BAD_ANSWER', '')
  }
}

/** Reads every page of a list. */
export async function requestAll<T>(target: string, query: Query, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: { items: T[]; next_cursor: string | null } = await request(target, {
      query: { ...query, cursor },
      signal,
    })
    items.push(...page.items)
    cursor = page.next_cursor ?? null
  } while (cursor !== null)
  return items
}

export interface UploadOptions {
  signal?: AbortSignal
  onProgress?: (sent: number, total: number) => void
}

/** Posts a form and reports the bytes sent; fetch cannot tell upload progress, hence XMLHttpRequest. */
export function upload<T>(target: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const token = credentials.token()
    const exchange = new XMLHttpRequest()
    const abort = () => exchange.abort()
    exchange.open('POST', address(target))
    exchange.setRequestHeader('Accept', 'application/json')
    if (token !== undefined) exchange.setRequestHeader('Authorization', `Bearer ${token}`)
    exchange.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total)
    exchange.onloadend = () => options.signal?.removeEventListener('abort', abort)
    exchange.onabort = () => reject(options.signal?.reason ?? new DOMException('aborted', 'AbortError'))
    exchange.onerror = () => reject(new ApiError(0, 'UNREACHABLE', ''))
    exchange.onload = () => {
      if (exchange.status < 200 || exchange.status >= 300) {
        const error = problemOf(
          exchange.status,
          exchange.responseText,
          exchange.getResponseHeader('Retry-After'),
        )
        reject(refused(error, token))
        return
      }
      try {
        resolve(JSON.parse(exchange.responseText) as T)
      } catch {
        reject(new ApiError(exchange.status, 'BAD_ANSWER', ''))
      }
    }
    if (options.signal?.aborted) {
      reject(options.signal.reason)
      return
    }
    options.signal?.addEventListener('abort', abort)
    exchange.send(form)
  })
}

export interface StreamOptions {
  query?: Query
  lastEventId?: string
  signal: AbortSignal
  onOpen?: () => void
  onEvent: (event: StreamEvent) => void
}

/**
 * Reads a server-sent event stream until the server ends it. EventSource cannot send the Authorization header,
 * and a token does not belong in an address, so the stream is read with fetch.
 *
 * @throws ApiError if it is refused, breaks, or stays silent longer than three heartbeats
 */
export async function stream(target: string, options: StreamOptions): Promise<void> {
  const token = credentials.token()
  const headers = new Headers({ Accept: 'text/event-stream' })
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  if (options.lastEventId !== undefined) headers.set('Last-Event-ID', options.lastEventId)

  const silence = new AbortController()
  let alarm: ReturnType<typeof setTimeout> | undefined
  const heard = () => {
    clearTimeout(alarm)
    alarm = setTimeout(() => silence.abort(new DOMException('silent', 'TimeoutError')), STREAM_SILENCE_MS)
  }
  try {
    heard()
    const response = await fetch(address(target, options.query), {
      headers,
      signal: AbortSignal.any([options.signal, silence.signal]),
      cache: 'no-store',
    })
    if (!response.ok || response.body === null) {
      throw refused(
        problemOf(response.status, await response.text(), response.headers.get('Retry-After')),
        token,
      )
    }
    options.onOpen?.()
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const parser = new EventStreamParser(options.onEvent)
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      parser.push(decoder.decode(value, { stream: true }))
    }
  } catch (cause) {
    if (cause instanceof ApiError) throw cause
    throw transportError(cause, options.signal)
  } finally {
    clearTimeout(alarm)
  }
}
