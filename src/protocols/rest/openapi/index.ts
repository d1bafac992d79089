export { openApi, type OpenApiOptions } from './document.ts'
export { openApiRoutes } from './routes.ts'
