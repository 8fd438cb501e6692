/**
 * Options of the Remix plugin; `vite.config.ts` imports them from here.
 * @type {import('@remix-run/dev').VitePluginConfig}
 */
export default {
  appDirectory: 'app',
  buildDirectory: 'build',
  serverModuleFormat: 'esm',
  ignoredRouteFiles: ['**/*.css', '**/*.test.*'],
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    // Few routes: the whole manifest is smaller than the requests that would discover it piece by piece.
    v3_lazyRouteDiscovery: false,
  },
};
