/**
 * The frame of the panels in a page of somebody else. What a page says of its own elements does not reach into a shadow root but by inheritance, which ends
 * at the host; `!important` within a shadow root wins over the page around it.
 */
export const frameSheet = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: auto 0 0 !important;
  z-index: 2147483000 !important;
  color-scheme: light dark !important;
  direction: ltr !important;
  pointer-events: none !important;
}
.frame-button, .frame {
  pointer-events: auto;
  font: 500 13px / 1.4 system-ui, sans-serif;
}
.frame-button {
  position: absolute;
  inset: auto 12px 12px auto;
  min-block-size: 36px;
  padding: 6px 14px;
  border: 1px solid light-dark(oklch(0.82 0.01 230), oklch(0.4 0.02 240));
  border-radius: 18px;
  background: light-dark(white, oklch(0.22 0.015 240));
  color: light-dark(oklch(0.25 0.02 240), oklch(0.93 0.01 230));
  box-shadow: 0 2px 10px oklch(0 0 0 / 0.18);
  cursor: pointer;
}
.frame-button:focus-visible {
  outline: 2px solid light-dark(oklch(0.5 0.12 225), oklch(0.75 0.12 225));
  outline-offset: 2px;
}
.frame {
  display: flex;
  flex-direction: column;
  block-size: min(70dvh, 640px);
  border-block-start: 1px solid light-dark(oklch(0.82 0.01 230), oklch(0.4 0.02 240));
  background: light-dark(white, oklch(0.2 0.015 240));
  box-shadow: 0 -4px 24px oklch(0 0 0 / 0.2);
}
.frame > header {
  display: flex;
  flex: none;
  align-items: center;
  gap: 12px;
  padding: 6px 12px;
}
.frame > header > bdi {
  flex: 1;
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.frame-panels {
  flex: 1;
  min-block-size: 0;
}
@media (max-width: 760px) {
  .frame { block-size: 88dvh; }
}
`
