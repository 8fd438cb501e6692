/// <reference types="vite/client" />
/// <reference types="@remix-run/node" />
declare module '*.module.css' {
  const classes: Record<string, string>;
  export default classes;
}
