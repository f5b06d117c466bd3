/** The retries that were asked for together and are not finished, or were finished last. */
export function BatchStrip() {
  return null;
}
