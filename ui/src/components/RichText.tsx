const MARKED = /(<b>.*?<\/b>|<mono>.*?<\/mono>)/;

/**
 * A text of the catalogue with highlighted words: `<b>` in bold, `<mono>` as an identifier. The library's own `Trans`
 * brings a parser of HTML, and the first page would have to load it.
 */
export function RichText({ text }: { text: string }) {
  return text.split(MARKED).map((part, place) => (
    // Parts have no identity but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Part key={place} text={part} />
  ));
}

function Part({ text }: { text: string }) {
  if (!MARKED.test(text)) return text;
  const words = text.slice(text.indexOf(">") + 1, text.lastIndexOf("<"));
  if (text.startsWith("<b>")) return <b>{words}</b>;
  return (
    <bdi dir="ltr" className="mono">
      {words}
    </bdi>
  );
}
