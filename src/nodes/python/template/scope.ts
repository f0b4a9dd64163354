import { Undefined } from './values.js';

/** Names of a template, without regard to case; an inner scope sees the outer ones and hides their names. */
export class Scope {
  private readonly values = new Map<string, unknown>();

  constructor(private readonly outer: Scope | null = null) {}

  get(name: string): unknown {
    const key = name.toLowerCase();
    if (this.values.has(key)) return this.values.get(key);
    return this.outer ? this.outer.get(name) : new Undefined(`'${name}' is undefined`);
  }

  set(name: string, value: unknown): void {
    this.values.set(name.toLowerCase(), value);
  }
}
