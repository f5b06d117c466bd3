/**
 * Nobody can give all objects of the page a new member, or another `toString`: what is merged or parsed carelessly
 * somewhere would change what is sent. Tauri's `freezePrototype` does the same, but then an object can no more be given
 * a member of its own by such a name, which libraries for dates and charts do. Here it can.
 *
 * To be imported before anything else.
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
