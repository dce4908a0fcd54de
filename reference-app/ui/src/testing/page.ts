import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { defineComponent, h, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router'
import { i18n, type Locale } from '@/locales'
import { pages } from '@/router/pages'
import { usePreferences } from '@/stores/preferences'
import { useSession } from '@/stores/session'

const Blank = defineComponent({ render: () => h('div') })
let mounted: VueWrapper[] = []

/** Ends what was shown, so that no poll outlives its test. */
export function closePages(): void {
  for (const wrapper of mounted) wrapper.unmount()
  mounted = []
}

/** Puts a logged-in session where the application looks for it. */
export function logIn(role: 'admin' | 'user' = 'admin'): void {
  const user = { user_id: 'u-1', username: 'ada', display_name: null, role, enabled: true, created_at: '' }
  window.sessionStorage.setItem('aiops.session', JSON.stringify({ token: 'secret-token', user }))
}

/** Shows one page as the application would, with the stores, the texts and the routes; others are blank. */
export async function show(
  name: string,
  page: Component,
  address: string,
  locale: Locale = 'en',
): Promise<{ wrapper: VueWrapper; router: Router }> {
  const pinia = createPinia()
  setActivePinia(pinia)
  usePreferences().locale = locale
  useSession()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/login', name: 'login', component: name === 'login' ? page : Blank },
      ...pages.map((route) => ({
        ...route,
        path: `/${route.path}`,
        component: route.name === name ? page : Blank,
      })),
    ] as Parameters<typeof createRouter>[0]['routes'],
  })
  await router.push(address)
  const wrapper = mount(RouterView, { attachTo: document.body, global: { plugins: [pinia, i18n, router] } })
  mounted.push(wrapper)
  return { wrapper, router }
}
