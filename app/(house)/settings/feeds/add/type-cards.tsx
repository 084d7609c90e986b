/** The kinds of feeds, as cards that say what each brings and what it needs on the appliance. */
import { Paper, SimpleGrid, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { feedTypes } from "@/lib/feeds/schema";
import { words } from "@/lib/platform/words";
import classes from "./type-cards.module.css";

const t = words("feeds");

/** The sources that know most stand first. */
export function TypeCards({ applianceId }: { applianceId: number }) {
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 1, sm: 2, lg: 3 }}
      spacing="sm"
      p={0}
      m={0}
      style={{ listStyle: "none" }}
    >
      {feedTypes.map((type) => (
        <Paper key={type} component="li" withBorder p="md" bg="var(--surface)" className={classes.card}>
          <TextLink
            href={`/settings/feeds/add?applianceId=${applianceId}&type=${type}`}
            fw={650}
            className={classes.link ?? ""}
          >
            {t(`types.${type}`)}
          </TextLink>
          <Text size="sm" mt={4}>
            {t(`cards.${type}.brings`)}
          </Text>
          <Text size="sm" c="var(--quiet)" mt="xs">
            <b>{t("choose.needs")}:</b> {t(`cards.${type}.needs`)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
