import { ProtocolError } from '../protocol/protocol-error.js';

/** What a token may be allowed to do; `admin` is everything. */
export const SCOPES = [
  'admin',
  'runs:read',
  'runs:write',
  'nodes:read',
  'nodes:admin',
  'commands:read',
  'commands:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * What a command does to what is stored or runs: nothing (`reads`), adds or changes (`writes`), or takes away for good
 * (`destroys`). MCP's annotations and the scopes of tokens follow from it.
 */
export type CommandEffect = 'reads' | 'writes' | 'destroys';

/** The scopes that somebody holds; null = all of them. */
export type Scopes = readonly Scope[] | null;

/** Who may change a thing may also read it. */
const INCLUDED: Readonly<Partial<Record<Scope, Scope>>> = {
  'runs:write': 'runs:read',
  'nodes:admin': 'nodes:read',
  'commands:write': 'commands:read',
};

/** Tells whether somebody may do what a scope stands for. */
export const hasScope = (held: Scopes, wanted: Scope): boolean =>
  held === null || held.some((scope) => scope === 'admin' || scope === wanted || INCLUDED[scope] === wanted);

/**
 * Refuses somebody who lacks a scope.
 *
 * @param what names the thing that needs it, for the text
 * @throws ProtocolError `FORBIDDEN` that names the scope
 */
export const requireScope = (held: Scopes, wanted: Scope, what: string): void => {
  if (hasScope(held, wanted)) return;
  throw new ProtocolError('FORBIDDEN', `This token lacks the scope ${wanted}, which ${what} needs`, {
    hint: `Use a token with the scope ${wanted}: nodetool gateway tokens create --scope ${wanted}`,
    details: { scope: wanted },
  });
};

/** The scope that a command of some effect needs; one whose effect isn't known is taken to write. */
export const scopeOfEffect = (effect: CommandEffect | undefined): Scope =>
  effect === 'reads' ? 'commands:read' : 'commands:write';
