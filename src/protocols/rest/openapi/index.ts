export { openApi } from './document.ts'
export { openApiRoutes } from './routes.ts'
