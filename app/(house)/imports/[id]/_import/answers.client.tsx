"use client";
/** The forms in which a question is answered. An import asks at most one thing, so only its form is fetched. */
import dynamic from "next/dynamic";

export const ConfirmAnswer = dynamic(() =>
  import("./confirm-answer.client").then((module) => module.ConfirmAnswer),
);
export const MadeAtAnswer = dynamic(() =>
  import("./made-at-answer.client").then((module) => module.MadeAtAnswer),
);
export const MappingForm = dynamic(() =>
  import("./mapping-form.client").then((module) => module.MappingForm),
);
export const OrderAnswer = dynamic(() =>
  import("./order-answer.client").then((module) => module.OrderAnswer),
);
export const OtherListAnswer = dynamic(() =>
  import("./other-list-answer.client").then((module) => module.OtherListAnswer),
);
export const ZoneAnswer = dynamic(() => import("./zone-answer.client").then((module) => module.ZoneAnswer));
