/** What a person wrote, for a model that is not shown the images that came with it. */
export function withoutImages(text: string): string {
  return [text, '[images were attached, which you cannot see]'].filter(piece => piece !== '').join('\n\n')
}
