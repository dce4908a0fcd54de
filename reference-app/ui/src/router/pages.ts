import { Box, Clock, Monitor } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in the locales. */
    title?: string
    /** Shown without a login. */
    public?: boolean
    /** Entry in the side navigation, in the order of the routes. */
    navigation?: { icon: Component; roles?: readonly Role[] }
    /** Name of the navigation entry that a page below it belongs to. */
    belongsTo?: string
  }
}

/** The pages inside the frame; a new feature adds its page here and nowhere else. */
export const pages: RouteRecordRaw[] = [
  {
    path: 'services',
    name: 'services',
    component: () => import('@/pages/services/index.vue'),
    meta: { title: 'nav.services', navigation: { icon: Box } },
  },
  {
    path: 'services/:id/:tab(logs|deployments)?',
    name: 'service',
    component: () => import('@/pages/service/index.vue'),
    props: true,
    meta: { title: 'nav.services', belongsTo: 'services' },
  },
  {
    path: 'deployments',
    name: 'deployments',
    component: () => import('@/pages/deployments/index.vue'),
    meta: { title: 'nav.deployments', navigation: { icon: Clock } },
  },
  {
    path: 'deployments/:id',
    name: 'deployment',
    component: () => import('@/pages/deployment/index.vue'),
    props: true,
    meta: { title: 'nav.deployments', belongsTo: 'deployments' },
  },
  {
    path: 'system',
    name: 'system',
    component: () => import('@/pages/system/index.vue'),
    meta: { title: 'nav.system', navigation: { icon: Monitor } },
  },
]
