import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';
import remixOptions from './remix.config.js';

export default defineConfig({
  plugins: [remix(remixOptions)],
  build: {
    target: 'es2022',
    // A style or picture inlined as data: would need a hole in the content security policy.
    assetsInlineLimit: 0,
  },
});
