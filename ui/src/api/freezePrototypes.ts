/**
 * Freezes the prototypes of the built-in objects: careless merging or parsing in a library cannot add a member to all
 * objects of the page and so change a request. Tauri's `freezePrototype` does this too, but then an object cannot have an
 * own member of such a name either, as the library for dates needs. Here it can.
 *
 * Imported before all other modules.
 */
const prototype = Object.prototype;

for (const name of Reflect.ownKeys(prototype)) {
  const known = Object.getOwnPropertyDescriptor(prototype, name);
  if (known?.configurable && "value" in known) {
    const value: unknown = known.value;
    Object.defineProperty(prototype, name, {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === prototype) {
          throw new TypeError(`Object.prototype.${String(name)} stays as it is`);
        }
        Object.defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable: false,
      configurable: false,
    });
  }
}
Object.freeze(prototype);
