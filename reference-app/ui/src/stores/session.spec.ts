import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { request } from '@/api/http'
import { returnPath } from '@/router/return-path'
import { json, problem, serve } from '@/testing/server'
import { useSession } from './session'

const user = {
  user_id: 'u',
  username: 'ada',
  display_name: null,
  role: 'admin',
  enabled: true,
  created_at: '',
}
const login = () => json({ access_token: 'secret-token', token_type: 'Bearer', expires_in: 60, user })

beforeEach(() => setActivePinia(createPinia()))

describe('the session', () => {
  it('lives in this tab unless the user asks to be remembered', async () => {
    serve({ 'POST /auth/login': login })
    await useSession().login('ada', 'pw', false)
    expect(window.sessionStorage.getItem('aiops.session')).toContain('secret-token')
    expect(window.localStorage.getItem('aiops.session')).toBeNull()
  })

  it('survives the tab if the user asked to be remembered', async () => {
    serve({ 'POST /auth/login': login })
    await useSession().login('ada', 'pw', true)
    expect(window.sessionStorage.getItem('aiops.session')).toBeNull()
    setActivePinia(createPinia())
    expect(useSession().isAdmin).toBe(true)
  })

  it('is forgotten at logout even if the server is gone', async () => {
    serve({ 'POST /auth/login': login, 'POST /auth/logout': () => Promise.reject(new TypeError('down')) })
    const session = useSession()
    await session.login('ada', 'pw', true)
    await session.logout()
    expect(session.loggedIn).toBe(false)
    expect(session.expired).toBe(false)
    expect(window.localStorage.getItem('aiops.session')).toBeNull()
  })

  it('ends, and is known to have expired, when the server refuses its token', async () => {
    serve({ 'POST /auth/login': login, 'GET /services': () => problem(401, 'UNAUTHENTICATED') })
    const session = useSession()
    await session.login('ada', 'pw', false)
    await expect(request('/services')).rejects.toThrow()
    expect(session.loggedIn).toBe(false)
    expect(session.expired).toBe(true)
  })

  it('starts empty when what is stored makes no sense', () => {
    window.localStorage.setItem('aiops.session', '{"token":')
    expect(useSession().loggedIn).toBe(false)
  })
})

describe('the place to return to', () => {
  it.each([
    ['/services/a?x=1', '/services/a?x=1'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
    [undefined, '/'],
  ])('after a login with %s is %s', (asked, place) => {
    expect(returnPath(asked)).toBe(place)
  })
})
