"use client";
/** What a rule would have done; read out when it is there. */
import { Alert, List, ListItem, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { When } from "@/app/_components/when.client";

/** The answer of `POST /api/v1/alert-rules/preview`. */
export interface RulePreviewAnswer {
  known: boolean;
  note: string;
  scopes: number;
  scopesLeftOut: number;
  messages: number;
  incidents: {
    appliance: string | null;
    part: string | null;
    openedAt: string;
    resolvedAt: string | null;
    peak: number;
    said: { at: string; what: string }[];
  }[];
}

const shown = 10;

export function PreviewResult({ preview, running }: { preview: RulePreviewAnswer | null; running: boolean }) {
  const t = useTranslations("alerts");
  // The region stands before anything is in it: only then is what comes into it read out.
  return (
    <div role="status">
      {running && <Text size="sm">{t("rules.previewing")}</Text>}
      {preview !== null && (
        <Alert variant="default" title={t(preview.known ? "rules.preview" : "rules.previewUnknown")}>
          {preview.known && (
            <Text size="sm">
              {preview.incidents.length === 0
                ? t("rules.previewNone")
                : t("rules.previewSum", { incidents: preview.incidents.length, messages: preview.messages })}
            </Text>
          )}
          {preview.scopesLeftOut > 0 && (
            <Text size="sm" fw={600}>
              {t("rules.previewLeftOut", { left: preview.scopesLeftOut, scopes: preview.scopes })}
            </Text>
          )}
          <Text size="sm" c="var(--quiet)">
            {preview.note}
          </Text>
          <List size="sm" mt="xs" spacing={4}>
            {preview.incidents.slice(0, shown).map((incident) => (
              <ListItem key={`${incident.appliance} ${incident.part} ${incident.openedAt}`}>
                {t("rules.previewLine", {
                  appliance: incident.appliance ?? t("rules.previewSelf"),
                  part: incident.part ?? "none",
                  peak: incident.peak,
                  messages: incident.said.length,
                })}
                <Text size="xs" c="var(--quiet)" component="div">
                  {t.rich("rules.previewFrom", {
                    from: () => <When at={Date.parse(incident.openedAt)} as="exact" />,
                    to: () => (
                      <When
                        at={incident.resolvedAt === null ? null : Date.parse(incident.resolvedAt)}
                        as="exact"
                      />
                    ),
                    resolved: incident.resolvedAt === null ? "no" : "yes",
                  })}
                </Text>
              </ListItem>
            ))}
          </List>
          {preview.incidents.length > shown && (
            <Text size="sm" c="var(--quiet)" mt={4}>
              {t("rules.previewMore", { count: preview.incidents.length - shown })}
            </Text>
          )}
        </Alert>
      )}
    </div>
  );
}
