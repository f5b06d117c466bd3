type Bundle = Record<string, unknown>;

/** Files of texts by their paths (`./en/sign-in.json`), as language, namespace (`signIn`) and texts. */
export const bundlesOf = (files: Record<string, Bundle>) =>
  Object.entries(files).map(([path, texts]) => {
    const [, language = "", file = ""] = /^\.\/([^/]+)\/(.+)\.json$/.exec(path) ?? [];
    return { language, namespace: file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), texts };
  });
