import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import './styles/tokens.css'
import './styles/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './locales'
import { router } from './router'
import { usePreferences } from './stores/preferences'

const app = createApp(App).use(createPinia()).use(i18n)
// Before the first paint, so that nothing flashes in the wrong theme or language.
usePreferences()
app.use(router).mount('#app')
