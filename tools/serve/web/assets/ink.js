// Lays strokes on a canvas, smoothed: curves run from middle to middle of the points, which steer them.

function dot(context, [x, y, pressure], width) {
  context.beginPath();
  context.arc(x, y, (width * pressure) / 2, 0, 2 * Math.PI);
  context.fill();
}

function segment(context, from, control, to, width) {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...from);
  context.quadraticCurveTo(control[0], control[1], ...to);
  context.stroke();
}

function drawStroke(context, { width, points }) {
  if (points.length === 1) return dot(context, points[0], width);
  let from = points[0].slice(0, 2);
  for (let i = 1; i < points.length; ++i) {
    const [x, y, pressure] = points[i - 1];
    const last = i === points.length - 1;
    const to = last ? points[i].slice(0, 2) : [(x + points[i][0]) / 2, (y + points[i][1]) / 2];
    segment(context, from, [x, y], to, width * ((pressure + points[i][2]) / 2));
    from = to;
  }
}

/** Draws `strokes` in `color`; erasers take ink away and leave what is transparent. */
export function drawStrokes(context, strokes, color) {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = color;
  context.fillStyle = color;
  for (const stroke of strokes) {
    context.globalCompositeOperation = stroke.erase ? "destination-out" : "source-over";
    drawStroke(context, stroke);
  }
  context.globalCompositeOperation = "source-over";
}

/** The box around what the pens drew, [left, top, right, bottom]; null when there is no ink. */
export function boundsOf(strokes) {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { width, erase, points } of strokes) {
    if (erase) continue;
    for (const [x, y, pressure] of points) {
      const radius = (width * pressure) / 2;
      bounds[0] = Math.min(bounds[0], x - radius);
      bounds[1] = Math.min(bounds[1], y - radius);
      bounds[2] = Math.max(bounds[2], x + radius);
      bounds[3] = Math.max(bounds[3], y + radius);
    }
  }
  return bounds[0] < bounds[2] ? bounds : null;
}
