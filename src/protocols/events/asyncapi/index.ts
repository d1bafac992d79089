export { asyncApi } from './document.ts'
export { asyncapiRoutes } from './routes.ts'
