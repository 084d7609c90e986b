/** When a machine is switched on: a pure function of its habit, its place in the fleet and the day. */
import { day, minute, second } from "./durations";
import { about, between, draw } from "./random";

/**
 * `server`: always on, restarted once a week. `office`: working days. `till`: shop hours, six days. `laptop`: comes and goes.
 * `sleeper`: a few hours on one day of the week. `rep`: a technician's working day. `rare`: half an hour now and then.
 * `gone`: never again.
 */
export type Habit = "server" | "office" | "till" | "laptop" | "sleeper" | "rep" | "rare" | "gone";

/** From when (inclusive) to when a machine is on, epoch milliseconds. */
export interface Stay {
  from: number;
  to: number;
}

/** Whose habit it is. */
export interface Dweller {
  seed: number;
  /** Its place in the fleet. */
  index: number;
  habit: Habit;
  /** Minutes that its local clocks are ahead of UTC. */
  offsetMinutes: number;
}

const daysAhead = 250;

/** The first stay that begins at `from` or later; null where none does within months. */
export function nextStay(dweller: Dweller, from: number): Stay | null {
  if (dweller.habit === "gone") return null;
  if (dweller.habit === "server") return nextUptime(dweller, from);
  const offset = dweller.offsetMinutes * minute;
  const today = Math.floor((from + offset) / day);
  for (let dayNumber = today; dayNumber < today + daysAhead; dayNumber++) {
    for (const [start, end] of hoursOf(dweller, dayNumber)) {
      const stay = { from: dayNumber * day + start - offset, to: dayNumber * day + end - offset };
      if (stay.from >= from) return stay;
    }
  }
  return null;
}

/** Servers are restarted once a week, each in a minute of the week of its own, and are away for some minutes. */
function nextUptime({ seed, index }: Dweller, from: number): Stay {
  const restarts = (week: number) => week * 7 * day + draw(seed, about.comesAt, index) * 7 * day;
  let week = Math.floor(from / (7 * day)) - 1;
  const back = () =>
    Math.ceil((restarts(week) + between(draw(seed, about.goesAt, index, week), 3, 12) * minute) / second) *
    second;
  while (back() < from) week++;
  return { from: back(), to: restarts(week + 1) };
}

/** The stretches of a local day in which the machine is on, in milliseconds after midnight, whole seconds, in order. */
function hoursOf({ seed, index, habit }: Dweller, dayNumber: number): [number, number][] {
  // 1 January 1970 was a Thursday.
  const weekday = (dayNumber + 3) % 7;
  const weekend = weekday >= 5;
  const chance = draw(seed, about.presence, index, dayNumber);
  const early = draw(seed, about.comesAt, index, dayNumber);
  const late = draw(seed, about.goesAt, index, dayNumber);
  const at = (hours: number, drawn: number, spreadHours: number) =>
    Math.round((hours + (drawn - 0.5) * spreadHours) * 3_600) * 1_000;
  switch (habit) {
    case "office":
      return weekend || chance > 0.93 ? [] : [[at(8, early, 2.5), at(17, late, 2.5)]];
    case "till":
      return weekday === 6 || chance > 0.985 ? [] : [[at(8, early, 0.7), at(20, late, 0.7)]];
    case "rep":
      return weekend || chance > 0.9 ? [] : [[at(8, early, 3), at(16.8, late, 2)]];
    case "sleeper":
      return weekday === index % 5 && chance < 0.9 ? [[at(10, early, 2), at(12.7, late, 1.5)]] : [];
    case "rare":
      return chance < 0.07 ? [[at(13, early, 8), at(13.5, early, 8) + Math.round(late * 600) * 1_000]] : [];
    case "laptop": {
      if (weekend) return chance < 0.12 ? [[at(15, early, 6), at(19.5, late, 2)]] : [];
      if (chance > 0.78) return chance > 0.9 ? [[at(20.2, early, 1), at(22, late, 1)]] : [];
      return [
        [at(8.3, early, 1.6), at(12, late, 0.8)],
        [at(12.9, late, 0.7), at(17.4, early, 2)],
      ];
    }
    default:
      return [];
  }
}
