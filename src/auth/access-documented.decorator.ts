import { ApiExtension } from '@nestjs/swagger';

/** Says in the documentation who may call a method, or every method of a class, inherited ones too. */
export function AccessDocumented(who: readonly string[]): MethodDecorator & ClassDecorator {
  const extension = ApiExtension('x-roles', who);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (key !== undefined && descriptor) extension(target, key, descriptor);
    else for (const [prototype, name, method] of methodsOf(target)) extension(prototype, name, method);
  };
}

// The documentation reads methods only.
function* methodsOf(controller: object): Iterable<[object, string, PropertyDescriptor]> {
  let { prototype } = controller as { prototype: object };
  while (prototype !== Object.prototype) {
    for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor') yield [prototype, name, method];
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
}
