export { createTestPage, type TestPage, type TestPageOptions } from './createTestPage.ts'
