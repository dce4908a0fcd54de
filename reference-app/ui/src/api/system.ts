import { request } from './http'
import type { SystemInfo } from './types'

export function systemInfo(signal?: AbortSignal): Promise<SystemInfo> {
  return request('/system', { signal })
}
