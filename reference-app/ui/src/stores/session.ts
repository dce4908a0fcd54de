import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as auth from '@/api/auth'
import { useCredentials } from '@/api/http'
import type { User } from '@/api/types'
import { local, readItem, session, writeItem } from './browser-storage'

const KEY = 'aiops.session'

interface Stored {
  token: string
  user: User
}

function load(): Stored | undefined {
  const text = readItem(session, KEY) ?? readItem(local, KEY)
  if (text === null) return undefined
  try {
    const stored = JSON.parse(text) as Partial<Stored> | null
    return stored?.token && stored.user ? (stored as Stored) : undefined
  } catch {
    return undefined
  }
}

/** Who is logged in. The token lives in this tab, or in the browser if the user asked to be remembered. */
export const useSession = defineStore('session', () => {
  const stored = ref<Stored | undefined>(load())
  const user = computed(() => stored.value?.user)
  const loggedIn = computed(() => stored.value !== undefined)
  const isAdmin = computed(() => user.value?.role === 'admin')
  /** True after the server refused the token, so that the login page can say why it shows. */
  const expired = ref(false)

  function clear(): void {
    stored.value = undefined
    writeItem(session, KEY, null)
    writeItem(local, KEY, null)
  }

  async function login(username: string, password: string, remember: boolean): Promise<void> {
    const result = await auth.login(username, password)
    clear()
    stored.value = { token: result.access_token, user: result.user }
    expired.value = false
    writeItem(remember ? local : session, KEY, JSON.stringify(stored.value))
  }

  /** Forgets the session here even if the server cannot be told. */
  async function logout(): Promise<void> {
    try {
      await auth.logout()
    } catch {
      // The token then ends by its own time limit.
    } finally {
      clear()
    }
  }

  /** Refreshes name and role, which may have changed since the login. */
  async function refreshUser(): Promise<void> {
    const current = await auth.currentUser()
    if (stored.value === undefined) return
    stored.value = { token: stored.value.token, user: current }
    const home = readItem(session, KEY) !== null ? session : local
    writeItem(home, KEY, JSON.stringify(stored.value))
  }

  useCredentials({
    token: () => stored.value?.token,
    rejected: (token) => {
      if (stored.value?.token !== token) return
      expired.value = true
      clear()
    },
  })

  // Logging out in one tab logs out the others that share the remembered session.
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue === null && readItem(session, KEY) === null)
      stored.value = undefined
  })

  return { user, loggedIn, isAdmin, expired, login, logout, refreshUser }
})
