/** Whether a point of the window lies on selected text, which has the system's menu with *Copy*. */
export function isOnSelectedText(x: number, y: number): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return false;
  const rects = [...selection.getRangeAt(0).getClientRects()];
  return rects.some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom);
}
