/** One way to a command: a method and a path. */
export interface ResourceRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the resource's path; `:name` is the command's argument of that name. */
  readonly path: string;
  readonly command: string;
  /** Status of a good answer; default 200. */
  readonly status?: number;
}

/** Things of one kind over REST: each route is a command, so that every door gives the same. */
export interface Resource {
  readonly tag: string;
  /** Below the server's root, without a slash at either end. */
  readonly path: string;
  readonly routes: readonly ResourceRoute[];
}

/** The path of a route as OpenAPI writes it. */
export const openApiPath = ({ path }: Resource, route: ResourceRoute): string =>
  `/${path}${route.path === '' ? '' : `/${route.path}`}`.replaceAll(/:(\w+)/g, '{$1}');

/** Names of the arguments that stand in a route's path. */
export const pathArguments = ({ path }: ResourceRoute): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
