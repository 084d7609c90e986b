/** The one type scale, spacing scale and palette. Colours of states, surfaces and lines are in theme.css. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The product's own blue-green ink: calm, and far from every state's colour. */
const ink: MantineColorsTuple = [
  "#e9f2f7",
  "#d5e3ec",
  "#a9c7d9",
  "#7aa9c5",
  "#5590b4",
  "#3d80a9",
  "#2c6f98",
  "#205d82",
  "#184d6d",
  "#0f3c57",
];

const dark: MantineColorsTuple = [
  "#d5dae1",
  "#b4bcc7",
  "#a3adba",
  "#6f7986",
  "#444c56",
  "#30363e",
  "#23282e",
  "#1b1f24",
  "#14171b",
  "#0e1013",
];

/** Mantine's orange with darker ends, so that its text is read on its own tints. */
const orange: MantineColorsTuple = [
  "#fff4e6",
  "#ffe8cc",
  "#ffd8a8",
  "#ffc078",
  "#ffa94d",
  "#ff922b",
  "#f2760c",
  "#c95a05",
  "#a84600",
  "#853700",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark, orange },
  autoContrast: true,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.125rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2.25rem" },
  defaultRadius: "md",
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "10px", xl: "16px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontSize: "var(--mantine-h2-font-size)", fontWeight: 650 } },
    },
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true, maw: 320 } },
    Anchor: { defaultProps: { underline: "hover" } },
    Table: { defaultProps: { verticalSpacing: 7, horizontalSpacing: "sm" } },
    Paper: { defaultProps: { radius: "lg" } },
  },
});
