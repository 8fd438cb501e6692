import packageJson from '../package.json' with { type: 'json' };

/** The program and its version, as manifests and files name it. */
export const GENERATED_BY = `${packageJson.name} ${packageJson.version}`;
