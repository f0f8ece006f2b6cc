// The programs that make the suite, in the order of their ports.
export const PROGRAMS = ['gateway', 'site-registry', 'channel-volumes', 'quality-monitoring', 'passport-program', 'briefing', 'identity'] as const;

export type ProgramName = (typeof PROGRAMS)[number];

/** SITE_REGISTRY_PORT of site-registry. */
export function portVariable(name: ProgramName): string {
  return `${variablePrefix(name)}_PORT`;
}

/** SITE_REGISTRY_URL of site-registry. */
export function urlVariable(name: ProgramName): string {
  return `${variablePrefix(name)}_URL`;
}

function variablePrefix(name: ProgramName): string {
  return name.toUpperCase().replaceAll('-', '_');
}
