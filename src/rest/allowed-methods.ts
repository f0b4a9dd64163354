import { Injectable } from '@nestjs/common';

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Remembers which methods each path takes, so that a wrong method can be told from a wrong path. */
@Injectable()
export class AllowedMethods {
  private readonly routes: KnownRoute[] = [];

  /** Notes a route as Fastify registers it; wildcards are no paths of the API. */
  add(url: string, methods: string | readonly string[]): void {
    if (url.includes('*')) return;
    const pattern = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)))
      .join('/');
    this.routes.push({
      pattern: new RegExp(`^${pattern}/?$`),
      methods: typeof methods === 'string' ? [methods] : methods,
    });
  }

  /** Lists the methods of a path; none when no route has that path. */
  of(path: string): readonly string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}
