import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { closePages, show } from '@/testing/page'
import { json, problem, serve, type Call } from '@/testing/server'
import LoginPage from './index.vue'

afterEach(closePages)

const user = {
  user_id: 'u',
  username: 'ada',
  display_name: null,
  role: 'admin',
  enabled: true,
  created_at: '',
}

async function attempt(answer: (call: Call) => Response, address = '/login') {
  const calls = serve({ 'POST /auth/login': answer })
  const { wrapper, router } = await show('login', LoginPage, address)
  await wrapper.get('input[name=username]').setValue('ada')
  await wrapper.get('input[name=password]').setValue('pw')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  return { calls, wrapper, router }
}

describe('the login page', () => {
  it('leads back to where the user wanted to go', async () => {
    const { calls, router } = await attempt(
      () => json({ access_token: 't', token_type: 'Bearer', expires_in: 1, user }),
      '/login?redirect=/services/a/logs',
    )
    expect(calls[0]?.body).toEqual({ username: 'ada', password: 'pw' })
    expect(router.currentRoute.value.fullPath).toBe('/services/a/logs')
  })

  it('says in the language of the page that the password is wrong, and empties it', async () => {
    const { wrapper } = await attempt(() => problem(401, 'BAD_CREDENTIALS', 'wrong'))
    expect(wrapper.get('.notice').text()).toContain('Username or password is wrong')
    expect((wrapper.get('input[name=password]').element as HTMLInputElement).value).toBe('')
  })

  it('says how long to wait after too many tries', async () => {
    const { wrapper } = await attempt(() => json({ code: 'TOO_MANY_TRIES' }, 429, { 'Retry-After': '12' }))
    expect(wrapper.get('.notice').text()).toContain('12 seconds')
    expect(wrapper.get('button[type=submit]').attributes('disabled')).toBeDefined()
  })

  it('asks for both fields before it asks the server', async () => {
    const calls = serve({})
    const { wrapper } = await show('login', LoginPage, '/login')
    await wrapper.get('form').trigger('submit')
    await vi.waitFor(() => {
      expect(wrapper.text()).toContain('Enter your username')
      expect(wrapper.text()).toContain('Enter your password')
    })
    expect(calls).toHaveLength(0)
  })
})
