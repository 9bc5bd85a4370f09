#version 440
// Discs and lines fade over their last pixel; fills have v_unit = 0 and stay full.
layout(location = 0) in vec4 v_colour;
layout(location = 1) in vec2 v_unit;
layout(location = 2) in float v_radius;
layout(location = 0) out vec4 fragColor;
void main() {
    float inside = clamp((1.0 - length(v_unit)) * v_radius + 0.5, 0.0, 1.0);
    fragColor = v_colour * inside;
}
