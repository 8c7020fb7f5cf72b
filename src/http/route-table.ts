import type { FastifyInstance, RouteOptions } from 'fastify';

/** Which methods an address takes, so that the wrong method is told apart from the wrong address. */
export class RouteTable {
  private readonly routes: { address: RegExp; methods: string[] }[] = [];

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', (route) => this.add(route));
  }

  methodsOf(path: string): string[] {
    const matching = this.routes.filter(({ address }) => address.test(path));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }

  private add({ url, method }: RouteOptions): void {
    // A wildcard serves files: it says nothing about which addresses exist.
    if (url.includes('*')) return;
    const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+');
    this.routes.push({ address: new RegExp(`^${pattern}/?$`), methods: [method].flat() });
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    routeTable: RouteTable;
  }
}
