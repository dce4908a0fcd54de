import { createRouter, createWebHistory } from 'vue-router'
import AppFrame from '@/frame/AppFrame.vue'
import LoginPage from '@/pages/login/index.vue'
import { useSession } from '@/stores/session'
import { pages } from './pages'
import { returnPath } from './return-path'

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/login', name: 'login', component: LoginPage, meta: { title: 'login.title', public: true } },
    { path: '/', component: AppFrame, redirect: { name: 'services' }, children: pages },
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('@/pages/not-found/index.vue'),
      meta: { title: 'notFound.title', public: true },
    },
  ],
})

router.beforeEach((to) => {
  const { loggedIn } = useSession()
  if (to.name === 'login' && loggedIn) return returnPath(to.query.redirect)
  if (!to.meta.public && !loggedIn) {
    return { name: 'login', query: to.fullPath === '/' ? {} : { redirect: to.fullPath } }
  }
  return true
})
