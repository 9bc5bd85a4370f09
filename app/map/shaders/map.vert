#version 440
// One shader for everything the map draws. `offset` is in screen pixels and so keeps points and lines at their size
// while the world under them is scaled; `unit` is (0,0) for fills, the corner of a disc or the side of a line else.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 offset;
layout(location = 2) in vec2 unit;
layout(location = 3) in vec4 colour;
layout(location = 0) out vec4 v_colour;
layout(location = 1) out vec2 v_unit;
layout(location = 2) out float v_radius;
layout(std140, binding = 0) uniform buf {
    mat4 qt_Matrix;
    float qt_Opacity;
    float pixel;  // one screen pixel in map units
    float swell;  // factor on every offset
};
void main() {
    gl_Position = qt_Matrix * vec4(position + offset * pixel * swell, 0.0, 1.0);
    v_colour = colour * qt_Opacity;
    v_unit = unit;
    float reach = length(unit);
    v_radius = reach > 0.0 ? swell * length(offset) / reach : 1000.0;
}
