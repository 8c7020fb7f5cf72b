import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import { AUDIT_DECISION, type RouteDecision } from '../audited.decorator.js';
import { actOf, type RoutePlan } from './route-plan.js';

/** Lists every route of the application with its audit decision, as the framework will serve it. */
@Injectable()
export class RouteExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly application: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {}

  explore(): { plans: RoutePlan[]; byHandler: Map<object, RoutePlan> } {
    const plans: RoutePlan[] = [];
    const byHandler = new Map<object, RoutePlan>();
    for (const { metatype, host } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name]!;
        const found = this.routesOf(metatype as Type, handler, host?.metatype);
        for (const { method, path } of found) {
          const plan = this.plan(method, path, metatype as Type, handler as Type, name);
          plans.push(plan);
          byHandler.set(handler, plan);
        }
      }
    }
    return { plans, byHandler };
  }

  private plan(method: string, path: string, controller: Type, handler: Type, name: string): RoutePlan {
    const decision = this.reflector.getAllAndOverride<RouteDecision | undefined>(AUDIT_DECISION, [handler, controller]);
    const act = decision && 'audited' in decision ? actOf(decision.audited, method, path) : undefined;
    return { method, path, handler: `${controller.name}.${name}`, decision, act };
  }

  private routesOf(controller: Type, handler: object, module: object | undefined) {
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const metadata = {
      globalPrefix: this.application.getGlobalPrefix(),
      modulePath: module && this.modulePath(module),
      controllerVersion: Reflect.getMetadata(VERSION_METADATA, controller),
      methodVersion: Reflect.getMetadata(VERSION_METADATA, handler),
      versioningOptions: this.application.getVersioning(),
    };
    const paths = new Set<string>();
    for (const ctrlPath of pathsOf(controller)) {
      for (const methodPath of pathsOf(handler)) {
        const given = Object.entries({ ...metadata, ctrlPath, methodPath }).filter(([, value]) => value !== undefined);
        for (const path of new RoutePathFactory(this.application).create(Object.fromEntries(given), method))
          paths.add(path);
      }
    }
    return [...paths].map((path) => ({ method: RequestMethod[method], path: path.replace(/(.)\/$/, '$1') }));
  }

  private modulePath(module: object): string | undefined {
    const scoped = Reflect.getMetadata(MODULE_PATH + this.modules.applicationId, module) as string | undefined;
    return scoped ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined);
  }
}

function pathsOf(target: object): string[] {
  const paths = [Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined].flat();
  return paths.filter((path) => path !== undefined).map((path) => (path.startsWith('/') ? path : `/${path}`));
}
