import { request } from './http'
import type { LoginResult, User } from './types'

export function login(username: string, password: string): Promise<LoginResult> {
  return request('/auth/login', { method: 'POST', json: { username, password } })
}

export function currentUser(): Promise<User> {
  return request('/auth/me')
}

export function logout(): Promise<void> {
  return request('/auth/logout', { method: 'POST', timeoutMs: 3_000 })
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return request('/auth/password', {
    method: 'POST',
    json: { current_password: currentPassword, new_password: newPassword },
  })
}
